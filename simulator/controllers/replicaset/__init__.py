"""ReplicaSets and ReplicationControllers: keep so many pods of one template."""
