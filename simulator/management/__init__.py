"""Commands of `manage.py` that run or measure the engine."""
