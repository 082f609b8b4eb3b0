using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Ends a run, noting the places it passes on its way out.</summary>
internal abstract class PalUnwinding(string message) : Exception(message)
{
    private const int MaxPlaces = 6;
    private readonly List<(string Function, int Line)> trace = [];

    public IReadOnlyList<(string Function, int Line)> Trace => trace;

    /// <summary>Notes a place; made for exception filters, so it answers false.</summary>
    public bool Note(string function, int line)
    {
        if (trace.Count < MaxPlaces)
            trace.Add((function, line));
        else
            trace[^1] = (function, line);
        return false;
    }
}

/// <summary>An exception of the program, on its way to a handler.</summary>
internal sealed class PalException(PyException value) : PalUnwinding(value.Type.Name)
{
    public PyException Value { get; } = value;
}

/// <summary>A limit was met; the program cannot catch it.</summary>
internal sealed class PalLimitException(string type, string message) : PalUnwinding(message)
{
    public string Type { get; } = type;
}
