"""The store's contract, on every implementation, and what the SQL store promises beside it."""
