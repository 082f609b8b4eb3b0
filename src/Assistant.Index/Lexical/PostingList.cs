namespace Assistant.Index.Lexical;

/// <summary>Postings of one term in plain arrays: what encoders read and mergers write. Reused from term to term.</summary>
internal sealed class PostingList
{
    /// <summary>Documents of the term.</summary>
    public int Count { get; private set; }

    /// <summary>Positions of the term.</summary>
    public int PositionCount { get; private set; }

    /// <summary>Ascending documents, [Count].</summary>
    public uint[] Docs = new uint[256];

    /// <summary>Frequencies, [Count, fields].</summary>
    public uint[] Frequencies = new uint[256 * FieldWeights.Count];

    /// <summary>Positions in order of document, field, position: absolute within their field, [PositionCount].</summary>
    public uint[] Positions = new uint[1024];

    /// <summary>Empties the list.</summary>
    public void Clear()
    {
        Count = 0;
        PositionCount = 0;
    }

    /// <summary>Adds an occurrence; documents ascend, then fields, then positions.</summary>
    public void Add(uint doc, int field, uint position)
    {
        if (Count == 0 || Docs[Count - 1] != doc)
            AddDocument(doc);
        Frequencies[((Count - 1) * FieldWeights.Count) + field]++;
        AddPosition(position);
    }

    /// <summary>Adds a document without occurrences yet.</summary>
    public void AddDocument(uint doc)
    {
        if (Count == Docs.Length)
        {
            Array.Resize(ref Docs, Count * 2);
            Array.Resize(ref Frequencies, Count * 2 * FieldWeights.Count);
        }

        Docs[Count] = doc;
        Frequencies.AsSpan(Count * FieldWeights.Count, FieldWeights.Count).Clear();
        Count++;
    }

    /// <summary>Adds a position of the last document.</summary>
    public void AddPosition(uint position)
    {
        if (PositionCount == Positions.Length)
            Array.Resize(ref Positions, PositionCount * 2);
        Positions[PositionCount++] = position;
    }

    /// <summary>Puts documents in ascending order, when lists of segments with interleaved keys were appended.</summary>
    public void SortByDocument()
    {
        var sorted = true;
        for (var i = 1; i < Count && sorted; i++)
            sorted = Docs[i - 1] < Docs[i];
        if (sorted)
            return;
        var order = new int[Count];
        var starts = new int[Count];
        var at = 0;
        for (var i = 0; i < Count; i++)
        {
            order[i] = i;
            starts[i] = at;
            for (var field = 0; field < FieldWeights.Count; field++)
                at += (int)Frequencies[(i * FieldWeights.Count) + field];
        }

        var docs = Docs[..Count];
        Array.Sort(docs, order);
        var frequencies = Frequencies[..(Count * FieldWeights.Count)];
        var positions = Positions[..PositionCount];
        docs.CopyTo(Docs, 0);
        at = 0;
        for (var i = 0; i < Count; i++)
        {
            var from = order[i];
            var end = from + 1 < Count ? starts[from + 1] : PositionCount;
            frequencies.AsSpan(from * FieldWeights.Count, FieldWeights.Count).CopyTo(Frequencies.AsSpan(i * FieldWeights.Count));
            positions.AsSpan(starts[from], end - starts[from]).CopyTo(Positions.AsSpan(at));
            at += end - starts[from];
        }
    }
}
