"""Commands about the running of the whole application."""
