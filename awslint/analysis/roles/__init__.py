"""The roles that services assume: whom they trust, and whether they can do their job."""
