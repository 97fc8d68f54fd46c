"""What acts: the discrete-event engine, every control loop on it, and the session that ties both to Django."""
