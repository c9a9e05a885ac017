"""Proof that an exercise refuses what is wrong and accepts what is right: properties K1 to K14 of each one."""
