"""Reading and checking data packages."""
