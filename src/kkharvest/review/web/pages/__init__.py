"""One module a room of the application; each function answers one address."""
