"""What texts the code builds."""
