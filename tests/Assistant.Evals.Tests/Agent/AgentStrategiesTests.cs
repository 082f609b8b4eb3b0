using Assistant.Core.Agent;
using Assistant.Evals.Agent;
using Microsoft.Extensions.Configuration;

namespace Assistant.Evals.Tests.Agent;

public class AgentStrategiesTests
{
    [Theory]
    [InlineData("react", AnswerStrategy.ReAct, false, false)]
    [InlineData("react+ircot", AnswerStrategy.IrCoT, false, false)]
    [InlineData("react-pal", AnswerStrategy.ReAct, false, true)]
    [InlineData("react+ircot+flare-pal", AnswerStrategy.IrCoT, true, true)]
    [InlineData("guided+flare", AnswerStrategy.Guided, true, false)]
    public void A_name_sets_what_it_says(string name, AnswerStrategy strategy, bool flare, bool withoutPrograms)
    {
        var (agent, unsure) = Read(name, []);
        Assert.Equal((strategy, flare, withoutPrograms), (agent.Strategy, unsure.Enabled, agent.DisabledTools.Contains("compute")));
    }

    [Fact]
    public void Programs_that_the_configuration_takes_away_come_back()
    {
        var settings = new Dictionary<string, string?> { ["Assistant:Agent:DisabledTools:0"] = "compute", ["Assistant:Agent:DisabledTools:1"] = "remember" };
        Assert.Equal(["compute", "remember"], Read("react", new(settings)).Agent.DisabledTools);
        Assert.Equal(["remember"], Read("react+pal", settings).Agent.DisabledTools);
    }

    [Fact]
    public void Unknown_names_are_refused_with_those_that_there_are()
    {
        var failure = Assert.Throws<InvalidDataException>(() => AgentStrategies.Apply("react+magic", new Dictionary<string, string?>()));
        Assert.Contains("+flare", failure.Message, StringComparison.Ordinal);
    }

    private static (AgentOptions Agent, FlareOptions Flare) Read(string name, Dictionary<string, string?> settings)
    {
        AgentStrategies.Apply(name, settings);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var (agent, flare) = (new AgentOptions(), new FlareOptions());
        configuration.GetSection(AgentOptions.Section).Bind(agent);
        configuration.GetSection(FlareOptions.Section).Bind(flare);
        return (agent, flare);
    }
}
