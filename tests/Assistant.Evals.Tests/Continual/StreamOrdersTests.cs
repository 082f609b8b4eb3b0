using Assistant.Evals.Continual;

namespace Assistant.Evals.Tests.Continual;

public sealed class StreamOrdersTests
{
    [Fact]
    public void Classes_are_shuffled_into_tasks_and_none_is_lost()
    {
        var scenario = SmallScenario.Classes();
        var orders = StreamOrders.Of(scenario, 3).ToList();

        Assert.Equal(scenario.Tasks, orders[0].Tasks);
        Assert.Equal(3, orders.Select(order => string.Join('|', order.Tasks.Select(task => task.Name))).Distinct().Count());
        foreach (var order in orders)
        {
            Assert.All(order.Tasks, task => Assert.Equal(2, task.Train.Labels.Distinct().Count()));
            Assert.All(order.Tasks, task => Assert.Equal(task.Train.Labels.Distinct().Order(), task.Test.Labels.Distinct().Order()));
            Assert.Equal(360, order.Tasks.Sum(task => task.Train.Count));
            Assert.Equal(120, order.Tasks.Sum(task => task.Test.Count));
            Assert.Equal([0, 1, 2, 3, 4, 5], order.Tasks.SelectMany(task => task.Train.Labels).Distinct().Order());
        }

        // Some pair of classes that was together is not any more.
        Assert.Contains(orders[1].Tasks, task => scenario.Tasks.All(own => own.Name != task.Name && string.Join(", ", own.Name.Split(", ").Reverse()) != task.Name));
    }

    [Fact]
    public void Tasks_stay_whole_where_no_classes_are_cut()
    {
        var scenario = SmallScenario.Classes() with { ClassesPerTask = 0 };
        var orders = StreamOrders.Of(scenario, 4).ToList();

        Assert.All(orders, order => Assert.Equal(scenario.Tasks.OrderBy(task => task.Name), order.Tasks.OrderBy(task => task.Name)));
        Assert.True(orders.Select(order => string.Join('|', order.Tasks.Select(task => task.Name))).Distinct().Count() > 1);
    }

    [Fact]
    public void Orders_are_the_same_at_every_call() => Assert.Equal(Names(), Names());

    private static List<string> Names() => [.. StreamOrders.Of(SmallScenario.Classes(), 3).SelectMany(order => order.Tasks.Select(task => task.Name))];
}
