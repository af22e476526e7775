"""Gated marts become what readers see, all of them at once; the audit says what was published and what moved."""
