"""Cameras as phones: frames of a stream or a still, sent as inspections over HTTP."""
