using Assistant.Core.Agent;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Core.Tests.Answering;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Tests.Agent.Vision;

public class PictureInspectorTests
{
    private static readonly PictureLine[] Lines = [new("Tank A", 0.05, 0.05, 0.2, 0.1), new("Pump", 0.8, 0.8, 0.95, 0.9)];
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1];

    [Fact]
    public async Task Places_labels_and_the_part_like_the_question_are_told_first_things_first()
    {
        var words = await DescribeAsync(new VisionOptions(), "Where is the pump?");
        Assert.Equal(
            ["most like the question, bottom right: Pump", "most like the question, top left: Tank A", "top left: Tank A", "bottom right: Pump"],
            words.Split('\n').Take(4));
        Assert.Contains("looks like: a bar chart (", words, StringComparison.Ordinal);
        Assert.Contains("Q: What is the plan of? A: the water", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_part_can_be_switched_off()
    {
        var off = new VisionOptions { Positions = false, Labels = false, Alike = false, Patches = false, Demonstrations = false };
        Assert.Equal("", await DescribeAsync(off, "Where is the pump?"));
        off.Positions = true;
        Assert.Equal("top left: Tank A\nbottom right: Pump", await DescribeAsync(off, "Where is the pump?"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task The_picture_itself_goes_along_only_to_a_model_that_takes_pictures(bool sends, int expected)
    {
        var bench = new AgentBench();
        bench.Vision.SendPictures = sends;
        var (agent, chat) = bench.Saying("""{"thought":"","calls":[{"tool":"list_collections","arguments":{}}]}""", """{"thought":"","answer":"Nothing in the collection answers this."}""");
        await AnswerReading.Of(agent, new AnswerRequest("What is this?") { Image = Png });
        Assert.Equal(expected, chat.Prompts[0].SelectMany(message => message.Contents.OfType<DataContent>()).Count(data => data.MediaType == "image/png"));
    }

    [Fact]
    public void Places_have_the_names_of_nine_parts() =>
        Assert.Equal(["top left", "middle", "bottom right", "top"], new[] { (0.1, 0.1), (0.5, 0.5), (0.9, 0.9), (0.5, 0.2) }.Select(place => PictureRegion.Of(place.Item1, place.Item2)));

    private static async Task<string> DescribeAsync(VisionOptions options, string question)
    {
        var knowledge = new InMemoryKnowledge();
        var encoder = new Encoder("toy", 2) { Text = new Words(), Image = new Looks() };
        var encoders = new FixedEncoders(null, encoder);
        var wrapped = Microsoft.Extensions.Options.Options.Create(options);
        var labels = new PictureLabels(encoders, new AssignedEncoders { Noise = new ImageNoise(0, 0.1, 10) }, wrapped);
        // Pictures alike are looked for elsewhere: this retriever has no index of pictures.
        options.Alike = false;
        var inspector = new PictureInspector(InMemoryKnowledge.Retriever(knowledge), knowledge, encoders, labels, wrapped, new Reader());
        return (await inspector.DescribeAsync(Png, null, "", ["Plan of the water"], question, new AgentScope(new AnswerRequest(question), new Findings()), CancellationToken.None)).Words;
    }

    private sealed class Reader : IPictureReader
    {
        public ValueTask<IReadOnlyList<PictureLine>> ReadAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken = default) => new(Lines);

        public ValueTask<IReadOnlyList<PicturePatch>> CutAsync(ReadOnlyMemory<byte> picture, int side, CancellationToken cancellationToken = default) => new(
            [.. Enumerable.Range(0, side * side).Select(i => new PicturePatch(new byte[] { (byte)i }, i % side / (double)side, i / side / (double)side, ((i % side) + 1) / (double)side, ((i / side) + 1) / (double)side))]);
    }

    /// <summary>Questions look to the right, "a bar chart" looks like the whole picture, other names like nothing.</summary>
    private sealed class Words : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(value.Contains('?', StringComparison.Ordinal) ? new float[] { 1, 0 } : value == "a bar chart" ? new float[] { 0, 1 } : new float[2]))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>The later a piece, the more it looks like the question; the whole picture looks like a bar chart.</summary>
    private sealed class Looks : IEmbeddingGenerator<DataContent, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(value.Data.Length > 1 ? new float[] { 0, 1 } : new float[] { value.Data.Span[0] / 10f, 0 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
