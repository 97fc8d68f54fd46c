"""The revisioned log of a cluster's objects (the "etcd"): its protocol, the pure memory store, and the SQL store.

Nothing here knows what a kind means; nothing outside ``sql`` and ``codec`` knows how rows look.
"""
