"""A server that speaks the dashboard's protocol about made-up clusters: the browser's tests need no engine and no database."""
