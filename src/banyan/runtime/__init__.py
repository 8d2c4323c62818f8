"""The only wiring: clock, loop, journal, outbox and jobs make a folder's declaration a running city."""
