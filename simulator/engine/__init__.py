"""The discrete-event engine: agenda and memory that survive a crash, components, the run loop, random streams, events.

Pure: no Django, no wall clock, no thread, no global random. Knows no component by name.
"""
