"""Deployments: bring up a new ReplicaSet and down the old ones within the bounds of surge and unavailability."""
