using System.Numerics;
using Assistant.Core.Encoders;
using Assistant.Inference.Encoders;
using Assistant.Inference.Encoders.Batching;
using Assistant.Inference.Encoders.Folders;
using Assistant.Inference.Encoders.Probing;
using Assistant.Inference.Encoders.Towers;
using Assistant.Inference.Tokenizers;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Inference.Rerank;

/// <summary>
/// A sequence-classification model that reads query and passage as a pair: ids [batch, length] → logits [batch, labels]. One label is the score
/// itself; of two labels it is the second against the first. Folders are untrusted, as for encoders. Thread-safe.
/// </summary>
internal sealed class CrossEncoder : IDisposable
{
    private const int SampleLength = 8;
    private readonly TowerSessions sessions;
    private readonly Tokenizer tokenizer;
    private readonly int output;
    private readonly int batch;
    private readonly string name;

    private CrossEncoder(TowerSessions sessions, Tokenizer tokenizer, string name, int batch)
    {
        (this.sessions, this.tokenizer, this.name, this.batch) = (sessions, tokenizer, name, batch);
        foreach (var input in sessions.Inputs)
        {
            if (input.Name is not ("input_ids" or "attention_mask" or "token_type_ids" or "position_ids")) throw new InvalidDataException($"the input \"{input.Name}\" is unknown");
            if (input.Type is not (OnnxElementType.Int64 or OnnxElementType.Int32)) throw new InvalidDataException($"the input \"{input.Name}\" is of type {input.Type}");
        }

        output = sessions.Outputs.ToList().FindIndex(value => value.Name == "logits");
        if (output < 0) throw new InvalidDataException($"it has no output \"logits\", but {string.Join(", ", sessions.Outputs.Select(value => value.Name))}; a cross-encoder is a model for sequence classification");
    }

    /// <summary>Loads a folder: <c>config.json</c>, <c>tokenizer.json</c>, <c>onnx/model.onnx</c>.</summary>
    /// <exception cref="EncoderLoadException">The folder is missing, incomplete, damaged or holds another kind of model, or the engine is missing.</exception>
    internal static CrossEncoder Load(string folder, EncoderEngineOptions options, CancellationToken cancellationToken)
    {
        OnnxRuntimeLibrary library;
        try
        {
            library = OnnxRuntimeLibrary.Open(options.OnnxRuntimeLibrary, options.MemoryBytes);
        }
        catch (DllNotFoundException e)
        {
            throw new EncoderLoadException(e.Message, e);
        }

        var model = new EncoderFolder(folder, options);
        var file = model.Text ?? throw model.Files.Problem("it reads no text, so that it is no cross-encoder.");
        model.Files.Need("tokenizer.json");
        TowerSessions? sessions = null;
        try
        {
            var tokenizer = Tokenizer.Load(model.Files.Root);
            new ModelTrial(library, options).Require(model.Files, file, [.. file.Inputs.Select(input => (input.Name, (IReadOnlyList<long>)[1, Math.Min(SampleLength, tokenizer.MaxLength)]))], cancellationToken);
            sessions = new TowerSessions(library, file, options);
            var loaded = new CrossEncoder(sessions, tokenizer, model.Files.Name, options.BatchSize);
            // What cannot score a sample is no cross-encoder.
            loaded.Score("a cat", ["a photo of a cat"], cancellationToken);
            return loaded;
        }
        catch (Exception e) when (e is InvalidDataException or OnnxRuntimeException or ModelFormatException or IOException)
        {
            sessions?.Dispose();
            throw model.Files.Problem($"{file.Relative}: {e.Message}", e);
        }
        catch
        {
            sessions?.Dispose();
            throw;
        }
    }

    /// <summary>Scores passages, in batches of similar length.</summary>
    /// <exception cref="InvalidDataException">The model gave something else than scores.</exception>
    internal double[] Score(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken)
    {
        var scores = new double[passages.Count];
        var pairs = passages.Select((passage, i) => (At: i, Pair: tokenizer.EncodePair(query, passage))).OrderBy(entry => entry.Pair.Ids.Length).ToList();
        foreach (var run in pairs.Chunk(batch))
        {
            var results = Run([.. run.Select(entry => entry.Pair)], cancellationToken);
            for (var i = 0; i < run.Length; i++) scores[run[i].At] = results[i];
        }

        return scores;
    }

    public void Dispose() => sessions.Dispose();

    private double[] Run((int[] Ids, int[] Types)[] pairs, CancellationToken cancellationToken)
    {
        var length = tokenizer.FixedLength ?? pairs.Max(pair => pair.Ids.Length);
        var inputs = new OnnxTensor[sessions.Inputs.Count];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                var info = sessions.Inputs[i];
                inputs[i] = info.Type == OnnxElementType.Int64
                    ? OnnxTensor.Over<long>(sessions.Library, Fill<long>(info.Name, pairs, length), pairs.Length, length)
                    : OnnxTensor.Over<int>(sessions.Library, Fill<int>(info.Name, pairs, length), pairs.Length, length);
            }

            using var result = sessions.Run(inputs, output, EncodingLane.Query, cancellationToken);
            if (result.Shape.Count != 2 || result.Shape[0] != pairs.Length || result.Shape[1] is not (1 or 2))
                throw new InvalidDataException($"{name} gave [{string.Join(", ", result.Shape)}] for {pairs.Length} pairs; a cross-encoder gives one or two numbers for each");
            var logits = VectorRows.Read(result);
            var labels = (int)result.Shape[1];
            var scores = new double[pairs.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = labels == 1 ? logits[i] : logits[(2 * i) + 1] - logits[2 * i];
                if (!double.IsFinite(scores[i])) throw new InvalidDataException($"{name} gave a score that is not finite");
            }

            return scores;
        }
        finally
        {
            foreach (var input in inputs) input?.Dispose();
        }
    }

    private T[] Fill<T>(string input, (int[] Ids, int[] Types)[] pairs, int length)
        where T : struct, INumber<T>
    {
        var values = new T[pairs.Length * length];
        for (var row = 0; row < pairs.Length; row++)
        {
            var target = values.AsSpan(row * length, length);
            var (ids, types) = pairs[row];
            for (var i = 0; i < length; i++)
            {
                target[i] = input switch
                {
                    "input_ids" => T.CreateChecked(i < ids.Length ? ids[i] : tokenizer.PadId),
                    "attention_mask" => i < ids.Length ? T.One : T.Zero,
                    "position_ids" => T.CreateChecked(i),
                    _ => i < ids.Length ? T.CreateChecked(types[i]) : T.Zero,
                };
            }
        }

        return values;
    }
}
