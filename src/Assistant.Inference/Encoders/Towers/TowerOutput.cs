using Assistant.Native.OnnxRuntime;

namespace Assistant.Inference.Encoders.Towers;

/// <summary>Which of a model's outputs is taken.</summary>
/// <param name="Index">Its place.</param>
/// <param name="PerToken">Whether it has a vector for each token: [batch, length, width]; else [batch, width].</param>
internal readonly record struct TowerOutput(int Index, bool PerToken)
{
    // As exports name them: CLIP's projections, sentence-transformers, SigLIP.
    private static readonly string[] Pooled = ["text_embeds", "image_embeds", "sentence_embedding", "pooler_output"], Tokens = ["last_hidden_state", "token_embeddings"];

    /// <summary>Chooses an output.</summary>
    /// <param name="outputs">What the model declares.</param>
    /// <param name="ownPooling">Whether token vectors are wanted where the model gives them: the pooler of BERT is trained for another task.</param>
    /// <exception cref="InvalidDataException">None fits.</exception>
    internal static TowerOutput Choose(IReadOnlyList<OnnxValueInfo> outputs, bool ownPooling)
    {
        var names = outputs.Select(output => output.Name).ToList();
        foreach (var name in ownPooling ? [.. Pooled[..3], .. Tokens] : Pooled)
            if (names.IndexOf(name) is >= 0 and var index) return new TowerOutput(index, Tokens.Contains(name));
        if (outputs is [{ Dimensions.Count: 2 }]) return new TowerOutput(0, false);
        if (ownPooling && outputs is [{ Dimensions.Count: 3 }]) return new TowerOutput(0, true);
        throw new InvalidDataException($"none of its outputs ({string.Join(", ", names)}) is known to be an embedding ({string.Join(", ", Pooled.Concat(ownPooling ? Tokens : []))})");
    }
}
