"""What containers print: a pure function of the pod's document and the moment. Nothing of it is ever stored.

Here belongs what lines there are (`sayings`, `shell`, `images`), which run of a container they are of (`runs`), and
what a reader asked to see of them (`options`). Whoever answers requests calls `reading`.
"""
