namespace Assistant.Inference.Tokenizers.Models;

/// <summary>Reads the <c>model</c> of a tokenizer.json.</summary>
internal static class TokenModelReader
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ModelFormatException">It is not well formed, or of a type that is not supported.</exception>
    public static TokenModel Read(ModelJson json) => Kind(json) switch
    {
        "BPE" => new BpeModel(json),
        "WordPiece" => new WordPieceModel(json),
        "Unigram" => new UnigramModel(json),
        var type => throw json.Unsupported($"the model \"{type}\""),
    };

    // Files of early versions have no type: the members tell.
    private static string Kind(ModelJson json) => json["type"].Text(null)
        ?? (!json["merges"].IsMissing ? "BPE" : !json["unk_id"].IsMissing ? "Unigram" : !json["max_input_chars_per_word"].IsMissing ? "WordPiece" : json["type"].Text());
}
