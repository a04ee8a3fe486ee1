"""The register: organisations, providers, lineage, people in post, status, timeline and outbox."""
