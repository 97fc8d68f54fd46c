"""What every write passes through: decode, schema, defaults, admission, validation; and how objects print. Pure."""
