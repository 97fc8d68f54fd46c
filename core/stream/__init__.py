"""Live updates over WebSockets: one reader per process and cluster follows the log, connections get its frames."""
