using Assistant.Inference.Llm.Loading;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Tests.Llm.Loading;

public sealed class ThreadMeasurementTests
{
    [RequiresLlamaFact]
    public void Counts_are_measured_once_for_a_file_and_fit_the_machine()
    {
        var folder = Directory.CreateTempSubdirectory("assistant-threads-").FullName;
        try
        {
            var (path, memory) = (Path.Combine(folder, "model.gguf"), Path.Combine(folder, "threads"));
            RandomModel.Write(path, new RandomModelShape("small", 64, 2, 128, 4, 2, 512), LlamaFileType.Q8_0);
            using var model = LlamaModel.Load(LlamaLibrary.Open(), path);
            var counts = ThreadMeasurement.Choose(model, memory);
            Assert.All(new[] { counts.Generation, counts.SmallBatch, counts.Prompt }, count => Assert.InRange(count, 1, Environment.ProcessorCount));

            // What is remembered is taken as it is; half a file is not.
            File.WriteAllText(memory, File.ReadAllText(memory).Replace($"\"Prompt\":{counts.Prompt}", "\"Prompt\":77", StringComparison.Ordinal));
            Assert.Equal(77, ThreadMeasurement.Choose(model, memory).Prompt);
            File.WriteAllText(memory, "{\"mod");
            Assert.NotEqual(77, ThreadMeasurement.Choose(model, memory).Prompt);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
