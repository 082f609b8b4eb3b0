using System.Text.Json;

namespace Assistant.Inference.Tokenizers;

/// <summary>Lengths and padding of a model's token ids.</summary>
/// <param name="MaxLength">Most ids, special tokens among them.</param>
/// <param name="FixedLength">Number of ids that the model must see; null for any.</param>
/// <param name="PadId">Id that fills up.</param>
/// <param name="CutLeft">Whether text that is too long loses its beginning, not its end.</param>
internal sealed record TokenizerLimits(int MaxLength, int? FixedLength, int PadId, bool CutLeft)
{
    // Where no file says: BERT's.
    private const int UsualLength = 512;

    // "No limit" is written as 10^30; no text tower has a million positions.
    private const double Unlimited = 1_000_000;

    // SigLIP's towers were trained on texts padded to this.
    private const int SiglipLength = 64;

    /// <summary>Reads them from a model folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tokenizer">Its tokenizer.json.</param>
    /// <param name="idOf">Finds a token's id.</param>
    public static TokenizerLimits Read(string folder, ModelJson tokenizer, Func<string, int?> idOf)
    {
        var tokens = ModelJson.ReadOptional(folder, "tokenizer_config.json");
        var config = ModelJson.ReadOptional(folder, "config.json");
        var sentences = ModelJson.ReadOptional(folder, "sentence_bert_config.json");
        var positions = Positions(config);
        var max = Length(sentences["max_seq_length"]) ?? Length(tokens["model_max_length"]) ?? Length(tokenizer["truncation"]["max_length"]) ?? positions ?? UsualLength;
        max = Math.Min(max, Math.Min(Length(tokens["model_max_length"]) ?? max, positions ?? max));
        var isSiglip = config["model_type"].Text("")!.StartsWith("siglip", StringComparison.Ordinal);
        return new(max, isSiglip ? Math.Min(positions ?? SiglipLength, max) : null, Pad(tokens, tokenizer, config, idOf), tokens["truncation_side"].Text("right") == "left");
    }

    private static int? Length(ModelJson json)
    {
        if (json.IsMissing || json.Number() > Unlimited) return null;
        return json.Number() is >= 1 and var length ? (int)length : throw json.Wrong("a number from 1");
    }

    private static int? Positions(ModelJson config)
    {
        var text = config["text_config"].IsMissing ? config : config["text_config"];
        if (Length(text["max_position_embeddings"]) is not { } positions) return null;
        // RoBERTa's kind counts positions from the padding id plus one.
        var isRoberta = config["model_type"].Text("")!.Contains("roberta", StringComparison.Ordinal);
        return isRoberta ? Math.Max(1, positions - config["pad_token_id"].Count(1) - 1) : positions;
    }

    private static int Pad(ModelJson tokens, ModelJson tokenizer, ModelJson config, Func<string, int?> idOf)
    {
        if (IdOf("pad_token") is { } pad) return pad;
        if (!tokenizer["padding"].IsMissing) return tokenizer["padding"]["pad_id"].Count(0);
        if (!config["pad_token_id"].IsMissing) return config["pad_token_id"].Count();
        return IdOf("eos_token") ?? 0;

        int? IdOf(string name)
        {
            var token = tokens[name].Kind == JsonValueKind.Object ? tokens[name]["content"] : tokens[name];
            return token.Text(null) is { } content ? idOf(content) : null;
        }
    }
}
