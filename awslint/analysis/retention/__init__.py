"""What is left of data when the resource that holds them goes."""
