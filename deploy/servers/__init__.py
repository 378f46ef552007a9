"""The embedded servers: real PostgreSQL, Valkey and S3 from wheels, for machines that have none.

`rounds up` and the tests start them here; production gives URLs instead and never imports this.
"""
