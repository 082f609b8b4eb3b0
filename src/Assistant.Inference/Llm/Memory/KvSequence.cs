namespace Assistant.Inference.Llm.Memory;

/// <summary>A sequence in the engine's memory: position i holds the keys and values of token i.</summary>
/// <param name="id">Its number in the engine.</param>
internal sealed class KvSequence(int id)
{
    /// <summary>Its number in the engine; another one after it was moved.</summary>
    internal int Id { get; set; } = id;

    /// <summary>Tokens that are in memory.</summary>
    internal List<int> Tokens { get; } = [];

    /// <summary>Number of the cell at each position; sequences that share a cell have the same number.</summary>
    internal List<int> Cells { get; } = [];

    /// <summary>The adapters under which it was computed; it serves no others.</summary>
    internal string Adapters { get; set; } = "";

    /// <summary>Whether a request runs on it; else it waits to be a prefix.</summary>
    internal bool IsBusy { get; set; }

    /// <summary>Tokens that it may grow to.</summary>
    internal int Limit { get; set; }

    /// <summary>When it was used last, in uses.</summary>
    internal long LastUse { get; set; }
}
