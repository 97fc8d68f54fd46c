"""What every write passes through: decode, schema, defaults, validation, admission; and how objects are printed. Pure, without Django."""
