using System.Runtime.Intrinsics;

namespace Assistant.Index.Lexical;

/// <summary>
/// The best (frequency, length) pairs of some postings: no posting has both a higher frequency and a shorter length than
/// one of them, so that the highest BM25 score follows for any k1, b and mean length. Stored as four pairs (16 bytes): four
/// frequencies in sixteenths, rounded up, then four lengths. More than four pairs are joined into looser ones.
/// </summary>
internal ref struct Impacts
{
    /// <summary>Bytes of the stored pairs.</summary>
    public const int Bytes = 16;

    private const int Pairs = 4;

    // At most one pair per distinct frequency; kept short by joining, so a small buffer does.
    private readonly Span<(ushort Frequency, ushort Length)> _best;
    private int _count;

    /// <param name="buffer">Room for at least 16 pairs.</param>
    public Impacts(Span<(ushort Frequency, ushort Length)> buffer)
    {
        _best = buffer;
        _count = 0;
    }

    /// <summary>Takes a posting in.</summary>
    public void Add(float frequency, ushort length)
    {
        var f = (ushort)Math.Min(MathF.Ceiling(frequency * 16), ushort.MaxValue);
        AddStored(f, length);
    }

    /// <summary>Takes pairs in that were stored before.</summary>
    public void AddStored(ushort f, ushort length)
    {
        // Kept by falling frequency and falling length.
        var at = 0;
        while (at < _count && _best[at].Frequency > f)
        {
            if (_best[at].Length <= length)
                return;
            at++;
        }

        if (at < _count && _best[at].Frequency == f && _best[at].Length <= length)
            return;
        var end = at;
        while (end < _count && _best[end].Length >= length)
            end++;
        if (end == at)
        {
            if (_count == _best.Length)
            {
                Join();
                AddStored(f, length);
                return;
            }

            _best[at.._count].CopyTo(_best[(at + 1)..]);
            _count++;
        }
        else if (end > at + 1)
        {
            _best[end.._count].CopyTo(_best[(at + 1)..]);
            _count -= end - at - 1;
        }

        _best[at] = (f, length);
    }

    /// <summary>Writes the pairs.</summary>
    public void Write(ByteWriter writer)
    {
        while (_count > Pairs)
            Join();
        for (var i = 0; i < Pairs; i++)
            writer.UInt16(_count == 0 ? (ushort)0 : _best[Math.Min(i, _count - 1)].Frequency);
        for (var i = 0; i < Pairs; i++)
            writer.UInt16(_count == 0 ? (ushort)1 : _best[Math.Min(i, _count - 1)].Length);
    }

    /// <summary>Joins the neighbours that lose least at usual parameters.</summary>
    private void Join()
    {
        var best = 0;
        var least = float.MaxValue;
        for (var i = 0; i + 1 < _count; i++)
        {
            var loss = Score(_best[i].Frequency, _best[i + 1].Length) - Math.Max(Score(_best[i].Frequency, _best[i].Length), Score(_best[i + 1].Frequency, _best[i + 1].Length));
            if (loss < least)
                (least, best) = (loss, i);
        }

        _best[best] = (_best[best].Frequency, _best[best + 1].Length);
        _best[(best + 2).._count].CopyTo(_best[(best + 1)..]);
        _count--;

        static float Score(ushort f, ushort length) => f / (f + (16 * 1.2f * (0.25f + (0.75f * length / 120f))));
    }

    /// <summary>Highest score of stored pairs, as an upper bound of <see cref="Bm25Scale.Score(float, float)"/>.</summary>
    public static unsafe int Bound(byte* stored, in Bm25Scale scale)
    {
        var pairs = Vector128.Load((ushort*)stored);
        var (f, length) = Vector128.Widen(pairs);
        var saturated = Vector128.Equals(f, Vector128.Create((uint)ushort.MaxValue));
        var frequencies = Vector128.ConvertToSingle(f.AsInt32()) * Vector128.Create(scale.FrequencySlack / 16);
        frequencies = Vector128.ConditionalSelect(saturated.AsSingle(), Vector128.Create(1e9f), frequencies);
        var norm = Vector128.Create(scale.NormBase) + (Vector128.Create(scale.NormSlope * scale.LengthSlack) * Vector128.ConvertToSingle(length.AsInt32()));
        var scores = Vector128.Create(scale.Weight) * frequencies / (frequencies + norm);
        scores = Vector128.Max(scores, Vector128.Shuffle(scores, Vector128.Create(2, 3, 0, 1)));
        var highest = Math.Max(scores[0], scores[1]);

        // Slack for rounding: the elementwise formula is not monotone to the last bit.
        return (int)(highest * (1 + 1e-6f)) + 2;
    }
}
