"""What the dashboard shows of an object: one short row of a table. Pure: documents in, rows and frames out."""
