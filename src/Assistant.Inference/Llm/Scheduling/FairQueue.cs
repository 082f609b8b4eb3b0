namespace Assistant.Inference.Llm.Scheduling;

/// <summary>
/// Requests that wait, a line a user; the users take turns. One that does not fit lets others pass, but only so often, so that a
/// large request does not starve. Not thread-safe: its owner locks.
/// </summary>
/// <typeparam name="T">A request.</typeparam>
/// <param name="capacity">Requests that may wait, of all users together.</param>
/// <param name="perUser">Requests that may wait for one user.</param>
internal sealed class FairQueue<T>(int capacity, int perUser)
    where T : class
{
    /// <summary>How many requests may pass one that does not fit.</summary>
    internal const int Passes = 16;

    private readonly LinkedList<Line> lines = [];
    private readonly Dictionary<string, Line> byUser = [];

    /// <summary>Requests that wait.</summary>
    internal int Count { get; private set; }

    /// <summary>Appends a request to its user's line.</summary>
    internal Entry Add(string user, T item)
    {
        if (Count >= capacity) return Entry.QueueFull;
        if (!byUser.TryGetValue(user, out var line)) lines.AddLast(line = byUser[user] = new Line(user));
        if (line.Items.Count >= perUser) return Entry.UserFull;
        line.Items.AddLast(item);
        Count++;
        return Entry.Accepted;
    }

    /// <summary>Takes the next request that fits: the first in line of the user whose turn it is, or of a later one.</summary>
    /// <returns>Null when none fits, or when the one whose turn it is was passed too often.</returns>
    internal T? Take(Func<T, bool> fits)
    {
        foreach (var line in lines)
        {
            var item = line.Items.First!.Value;
            if (fits(item))
            {
                Passed(before: line);
                Drop(line, item);
                // Served: the user goes to the end.
                if (lines.Remove(line)) lines.AddLast(line);
                return item;
            }

            if (line.Passed >= Passes) return null;
        }

        return null;
    }

    /// <summary>Takes a request out, because its caller gave up.</summary>
    /// <returns>False when it does not wait any more.</returns>
    internal bool Remove(string user, T item) => byUser.TryGetValue(user, out var line) && Drop(line, item);

    /// <summary>Takes out all that meet a condition.</summary>
    internal List<T> RemoveAll(Predicate<T> condition)
    {
        var removed = new List<T>();
        foreach (var line in lines.ToList())
        {
            foreach (var item in line.Items.Where(item => condition(item)).ToList())
            {
                Drop(line, item);
                removed.Add(item);
            }
        }

        return removed;
    }

    private void Passed(Line before)
    {
        foreach (var line in lines.TakeWhile(line => line != before)) line.Passed++;
    }

    private bool Drop(Line line, T item)
    {
        if (!line.Items.Remove(item)) return false;
        line.Passed = 0;
        Count--;
        if (line.Items.Count == 0)
        {
            lines.Remove(line);
            byUser.Remove(line.User);
        }

        return true;
    }

    private sealed class Line(string user)
    {
        internal string User => user;

        internal LinkedList<T> Items { get; } = [];

        internal int Passed { get; set; }
    }
}

/// <summary>What became of a request that came to the queue.</summary>
internal enum Entry
{
    /// <summary>It waits.</summary>
    Accepted,

    /// <summary>Too many wait.</summary>
    QueueFull,

    /// <summary>Too many of this user wait.</summary>
    UserFull,
}
