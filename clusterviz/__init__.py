"""The project: settings, entry points of the web and of the workers, and the supervisor that runs them all."""
