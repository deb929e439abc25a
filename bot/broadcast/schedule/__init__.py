"""The clock that tells when something is due; the database is the truth."""
