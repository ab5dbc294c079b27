"""Tags, in the forms that resource types have for them."""
