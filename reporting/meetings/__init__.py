"""What stands around a GLM: its sessions, who took part, its documents. Kept by the GLC."""
