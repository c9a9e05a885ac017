"""Proof that an exercise refuses what is wrong and accepts what is right: properties K1 to K12 of each one."""
