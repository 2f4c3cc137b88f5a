"""Promises and agreements 承诺与协议."""
