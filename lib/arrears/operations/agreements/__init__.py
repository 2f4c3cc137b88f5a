"""Instalment agreements: their events, what one lacks, what it stops and where it stands."""
