// A value that several views follow: each is drawn anew when it changes.
import { useEffect, useState } from "../ui.js";

export function store(value) {
  const followers = new Set();
  const follow = (follower) => {
    followers.add(follower);
    return () => followers.delete(follower);
  };
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const follower of [...followers]) follower(next);
    },
    /** Calls with each new value, until what it returns is called. */
    follow,
    /** A hook: the value as it is. */
    use() {
      const [seen, setSeen] = useState(value);
      useEffect(() => {
        // It may have changed between the drawing and this.
        setSeen(() => value);
        return follow((next) => setSeen(() => next));
      }, []);
      return seen;
    },
  };
}
