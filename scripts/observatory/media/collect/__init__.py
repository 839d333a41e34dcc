"""Collecting: the part of the room that meets the disk, the network, the clock and other processes.

What is fetched is judged by the pure modules of the room; here it is fetched, put down in the store and
written into the ledger.
"""
