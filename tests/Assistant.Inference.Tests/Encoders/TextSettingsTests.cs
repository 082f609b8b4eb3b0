using Assistant.Inference.Encoders;
using Assistant.Inference.Encoders.Folders;
using Assistant.Inference.Encoders.Towers;

namespace Assistant.Inference.Tests.Encoders;

public sealed class TextSettingsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("assistant-settings-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("multilingual-e5-small", "query: ", "passage: ", "Mean")]
    [InlineData("e5-base-v2", "query: ", "passage: ", "Mean")]
    [InlineData("multilingual-e5-large-instruct", "", "", "Mean")]
    [InlineData("bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", "", "Cls")]
    [InlineData("bge-base-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", "", "Cls")]
    [InlineData("bge-m3", "", "", "Cls")]
    [InlineData("all-MiniLM-L6-v2", "", "", "Mean")]
    [InlineData("recipe5-mini", "", "", "Mean")]
    public void Known_families_follow_their_cards_where_a_folder_says_nothing(string name, string query, string passage, string pooling)
    {
        var folder = Copy(name);
        File.Delete(Path.Combine(folder, "config_sentence_transformers.json"));
        File.Delete(Path.Combine(folder, "1_Pooling", "config.json"));

        Assert.Equal(new TextSettings(query, passage, Enum.Parse<PoolingMode>(pooling)), TextSettings.Read(new EncoderFolder(folder, new EncoderEngineOptions())));
    }

    [Fact]
    public void What_a_folder_says_counts_before_its_name()
    {
        var folder = Copy("e5-base");
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), """{"prompts":{"query":"find: ","document":"text: "}}""");
        File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), """{"pooling_mode_lasttoken":true,"pooling_mode_mean_tokens":false}""");

        Assert.Equal(new TextSettings("find: ", "text: ", PoolingMode.Last), TextSettings.Read(new EncoderFolder(folder, new EncoderEngineOptions())));
    }

    [Theory]
    [InlineData("Cls", new float[] { 1, 8 })]
    [InlineData("Last", new float[] { 5, 4 })]
    [InlineData("Mean", new float[] { 3, 6 })]
    [InlineData("Max", new float[] { 5, 8 })]
    public void Pooling_reads_the_tokens_of_the_text_and_not_the_padding(string mode, float[] expected)
    {
        // Three tokens of two dimensions and one of padding.
        var pooled = new float[2];
        Pooling.Pool([1, 8, 3, 6, 5, 4, 100, 100], 2, 3, Enum.Parse<PoolingMode>(mode), pooled);

        Assert.Equal(expected, pooled);
    }

    private string Copy(string name)
    {
        var folder = Path.Combine(root, name);
        Directory.Move(ModelCopy.Of("bge-tiny", root), folder);
        return folder;
    }
}
