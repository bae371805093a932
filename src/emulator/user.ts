// The one user of the emulator: whoever has its token.

export const USER = {
  id: "1000000000000001",
  name: "emulator@example.com",
  displayName: "Emulator",
  groups: ["users", "admins"],
} as const;
