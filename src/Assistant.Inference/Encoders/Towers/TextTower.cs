using System.Numerics.Tensors;
using Assistant.Core.Encoders;
using Assistant.Inference.Encoders.Batching;
using Assistant.Inference.Encoders.Folders;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Inference.Encoders.Towers;

/// <summary>Leads texts into the space: tokens [batch, length] → vectors [batch, width], or token vectors that are pooled here.</summary>
internal sealed class TextTower : IEncodingTower<TextInput>
{
    // 8 texts of 512 tokens: past it a run gains nothing and its intermediate results leave the caches.
    private const int TokensPerRun = 4_096;

    private readonly TowerSessions sessions;
    private readonly TextReading reading;
    private readonly TextSettings settings;
    private readonly TowerOutput output;
    private readonly int fixedLength;

    /// <exception cref="InvalidDataException">The model takes or gives something else, or a sample has no vector.</exception>
    internal TextTower(TowerSessions sessions, TextReading reading, TextSettings settings, bool ownPooling)
    {
        (this.sessions, this.reading, this.settings) = (sessions, reading, settings);
        foreach (var input in sessions.Inputs)
        {
            if (input.Name is not ("input_ids" or "attention_mask" or "token_type_ids" or "position_ids")) throw new InvalidDataException($"the input \"{input.Name}\" is unknown");
            if (input.Type is not (OnnxElementType.Int64 or OnnxElementType.Int32)) throw new InvalidDataException($"the input \"{input.Name}\" is of type {input.Type}");
        }

        output = TowerOutput.Choose(sessions.Outputs, ownPooling);
        fixedLength = FixedLength(sessions.File, reading);
        if (fixedLength == 0 && !sessions.File.Takes("attention_mask") && PaddingChangesVectors()) fixedLength = reading.MaxLength;
    }

    /// <summary>Sizes of its inputs for a batch of one.</summary>
    internal static IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> Shapes(ModelFile file, TextReading reading)
    {
        var length = FixedLength(file, reading) is > 0 and var set ? set : file.Takes("attention_mask") ? Math.Min(8, reading.MaxLength) : reading.MaxLength;
        return [.. file.Inputs.Select(input => (input.Name, (IReadOnlyList<long>)[1, length]))];
    }

    public void Encode(IReadOnlyList<EncodingItem<TextInput>> batch, EncodingLane lane, CancellationToken cancellationToken)
    {
        var texts = new List<(EncodingItem<TextInput> Item, int[] Tokens)>(batch.Count);
        foreach (var item in batch)
            if (TryRead(item) is { } tokens) texts.Add((item, tokens));
        texts.Sort((a, b) => a.Tokens.Length.CompareTo(b.Tokens.Length));
        for (var done = 0; done < texts.Count;)
        {
            var count = 1;
            while (done + count < texts.Count && (count + 1) * LengthOf(texts[done + count].Tokens) <= TokensPerRun) count++;
            var run = texts.GetRange(done, count);
            Run([.. run.Select(text => text.Tokens)], LengthOf(run[^1].Tokens), lane, (i, row) => VectorRows.Finish(run[i].Item, row), cancellationToken);
            done += count;
        }
    }

    /// <summary>Encodes one text in this thread.</summary>
    internal float[] Encode(TextInput text, CancellationToken cancellationToken)
    {
        var tokens = Read(text);
        return RunOne(tokens, LengthOf(tokens), cancellationToken);
    }

    public void Dispose() => sessions.Dispose();

    private int[]? TryRead(EncodingItem<TextInput> item)
    {
        if (item.Call.IsOver) return null;
        try
        {
            return Read(item.Value);
        }
        catch (ModelFormatException e)
        {
            // One text fails for its own caller; the batch goes on.
            item.Fail(new EncoderInputException($"Text {item.Index + 1} cannot be read: {e.Message}", e));
            return null;
        }
    }

    private int[] Read(TextInput text)
    {
        var tokens = reading.Tokens((text.IsQuery ? settings.QueryPrefix : settings.PassagePrefix) + text.Text);
        return tokens.Length > 0 ? tokens : [reading.PadId];
    }

    private int LengthOf(int[] tokens) => fixedLength > 0 ? fixedLength : tokens.Length;

    private static int FixedLength(ModelFile file, TextReading reading)
    {
        var declared = file.Inputs.First(input => input.Name == "input_ids").Dimensions;
        if (declared.Count != 2) throw new InvalidDataException($"its input \"input_ids\" has {declared.Count} dimensions instead of two");
        if (declared[0] > 0) throw new InvalidDataException($"it takes batches of {declared[0]} only; export it with an open batch size");
        return declared[1] switch
        {
            <= 0 => reading.Length ?? 0,
            var length when length >= reading.MaxLength => (int)Math.Min(length, int.MaxValue),
            var length => throw new InvalidDataException($"it takes {length} tokens, but its tokenizer gives up to {reading.MaxLength}"),
        };
    }

    /// <summary>
    /// Without a mask a model sees padding as text. Where it looks back only (CLIP) that changes nothing and short texts stay short;
    /// others (SigLIP) were trained on texts filled up to the full length. One sample tells.
    /// </summary>
    private bool PaddingChangesVectors()
    {
        var tokens = Read(new TextInput("a photo of a cat", false));
        if (tokens.Length >= reading.MaxLength) return false;
        var padded = RunOne(tokens, reading.MaxLength, default);
        try
        {
            return TensorPrimitives.Dot<float>(RunOne(tokens, tokens.Length, default), padded) < 0.9999f;
        }
        catch (OnnxRuntimeException)
        {
            // It was exported for the full length only.
            return true;
        }
    }

    private float[] RunOne(int[] tokens, int length, CancellationToken cancellationToken)
    {
        float[] vector = [];
        Run([tokens], length, EncodingLane.Query, (_, row) => vector = VectorRows.Normalized(row), cancellationToken);
        return vector;
    }

    /// <summary>Runs texts of at most <paramref name="length"/> tokens; <paramref name="take"/> gets the number and the row of each.</summary>
    private void Run(int[][] texts, int length, EncodingLane lane, Action<int, ReadOnlySpan<float>> take, CancellationToken cancellationToken)
    {
        var inputs = new OnnxTensor[sessions.Inputs.Count];
        try
        {
            for (var i = 0; i < inputs.Length; i++) inputs[i] = Input(sessions.Inputs[i], texts, length);
            using var result = sessions.Run(inputs, output.Index, lane, cancellationToken);
            if (output.PerToken) PoolRows(result, texts, length, take);
            else Rows(result, texts.Length, take);
        }
        finally
        {
            foreach (var input in inputs) input?.Dispose();
        }
    }

    private OnnxTensor Input(OnnxValueInfo input, int[][] texts, int length) => input.Type == OnnxElementType.Int64
        ? OnnxTensor.Over<long>(sessions.Library, Fill<long>(input.Name, texts, length), texts.Length, length)
        : OnnxTensor.Over<int>(sessions.Library, Fill<int>(input.Name, texts, length), texts.Length, length);

    private T[] Fill<T>(string input, int[][] texts, int length)
        where T : struct, System.Numerics.INumber<T>
    {
        var values = new T[texts.Length * length];
        for (var row = 0; row < texts.Length; row++)
        {
            var target = values.AsSpan(row * length, length);
            var tokens = texts[row];
            switch (input)
            {
                case "input_ids":
                    for (var i = 0; i < length; i++) target[i] = T.CreateChecked(i < tokens.Length ? tokens[i] : reading.PadId);
                    break;
                case "attention_mask":
                    target[..tokens.Length].Fill(T.One);
                    break;
                case "position_ids":
                    for (var i = 0; i < length; i++) target[i] = T.CreateChecked(i);
                    break;
                default:
                    // Token types: all of the first sentence.
                    break;
            }
        }

        return values;
    }

    private static void Rows(OnnxTensor result, int count, Action<int, ReadOnlySpan<float>> take)
    {
        if (result.Shape.Count != 2 || result.Shape[0] != count) throw Unexpected(result, count);
        var rows = VectorRows.Read(result);
        var width = (int)result.Shape[1];
        for (var i = 0; i < count; i++) take(i, rows.Slice(i * width, width));
    }

    private void PoolRows(OnnxTensor result, int[][] texts, int length, Action<int, ReadOnlySpan<float>> take)
    {
        if (result.Shape.Count != 3 || result.Shape[0] != texts.Length || result.Shape[1] != length) throw Unexpected(result, texts.Length);
        var rows = VectorRows.Read(result);
        var width = (int)result.Shape[2];
        var pooled = new float[width];
        for (var i = 0; i < texts.Length; i++)
        {
            Pooling.Pool(rows.Slice(i * length * width, length * width), width, texts[i].Length, settings.Pooling, pooled);
            take(i, pooled);
        }
    }

    private static InvalidDataException Unexpected(OnnxTensor result, int count) => new($"the model gave [{string.Join(", ", result.Shape)}] for {count} texts");
}
