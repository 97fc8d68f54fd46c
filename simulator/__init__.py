"""What acts: the discrete-event engine, every control loop that runs on it, and the session that ties both to Django and Celery."""
