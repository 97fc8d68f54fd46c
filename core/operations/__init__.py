"""What a person does to an object with one click: each a short read, then writes through the one door.

The dashboard and the admin offer the same operations; kubectl's own way of doing each is followed where it has one.
"""
