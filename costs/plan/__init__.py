"""What a plan or a month makes of one image. Way in: `plans`, `workloads`."""
