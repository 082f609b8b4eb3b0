using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>A running iteration: an iterator of a container, a generator, or what map, filter, zip and enumerate return.</summary>
internal sealed class PyIterator(PyType type, IEnumerable<object> items) : PyObject
{
    private readonly IEnumerator<object> items = items.GetEnumerator();
    private bool running;
    private bool done;

    public override PyType Type { get; } = type;

    public override bool IsTrue(Machine machine) => true;

    /// <summary>Takes the next value; null at the end, and ever after.</summary>
    public object? Next(Machine machine)
    {
        machine.EnsureStack();
        machine.Meter.Step();
        if (running)
            throw PyError.Value("generator already executing");
        if (done)
            return null;
        running = true;
        // Ended unless a value comes; no catch that throws again, which would deepen the stack at each level of a long chain.
        done = true;
        try
        {
            if (!items.MoveNext())
                return null;
            done = false;
            return items.Current;
        }
        finally
        {
            running = false;
        }
    }

    public override IEnumerable<object> Iterate(Machine machine)
    {
        while (Next(machine) is { } item)
            yield return item;
    }

    public void Close() => done = true;
}
