// The screens: a row each. A screen is a module with a `Screen({ route })`, loaded when it is first opened; `needs` are the
// scopes of which a key must have one to see it at all.
export const SCREENS = [
  { name: "economy", title: "Economy", needs: ["analytics"], load: () => import("./economy.js") },
  { name: "player", title: "Player", needs: ["read"], load: () => import("./player.js") },
  { name: "transactions", title: "Transactions", needs: ["read"], load: () => import("./transactions.js") },
  { name: "operations", title: "Operations", needs: ["webhooks", "operate", "approve"], load: () => import("./operations.js") },
  { name: "system", title: "System", needs: ["operate", "keys"], load: () => import("./system.js") },
];
